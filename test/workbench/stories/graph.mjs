export async function graphStory() {}
