export async function keyboardStory() {}
