export async function trainingStory() {}
