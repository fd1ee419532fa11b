/** Where the extension starts: makes things and hands them on. */
export function activate(): void {
  // features follow, one file each in editor/
}
