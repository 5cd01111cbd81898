/** The project's folder, in the arguments and the working folder of a process. */
const ROOT = '<root>'

/** Names of places that have another path on another machine, or in another run of the same agent. */
export interface RunPlaces {
  /** The folder of the project. */
  root: string
  /** The folders with random names that the run has made itself, in order. */
  folders: readonly string[]
}

/** Puts names for the paths in a text that a process is started with. */
export function namePlaces(text: string, places: RunPlaces): string {
  const named = nameFolders(text, places)
  // @note Another checkout has another root.
  return places.root.length > 1 ? named.replaceAll(places.root, ROOT) : named
}

/** Puts names for the folders that the run has made. */
export function nameFolders(text: string, { folders }: RunPlaces): string {
  const inner = folders
    .map((folder, index) => ({ folder, name: nameOf(index) }))
    // One that lies in another is named first.
    .sort((a, b) => b.folder.length - a.folder.length)
  return inner.reduce((named, { folder, name }) => named.replaceAll(folder, name), text)
}

/** Puts the folders that this run has made in the place of their names. */
export function findFolders(text: string, { folders }: RunPlaces): string {
  return folders.reduce((found, folder, index) => found.replaceAll(nameOf(index), folder), text)
}

function nameOf(index: number): string {
  return `<folder:${index + 1}>`
}
