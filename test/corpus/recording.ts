/** One file of the corpus, with what its index says of it. */
export interface Recording {
  file: string
  source: string
  shape: string
  kind: string
  text: string
}

/** One interaction as a recorder stored it: body perhaps still compressed, headers unfiltered. */
export interface RecordedExchange {
  request: {
    method: string
    url: string
    headers: Array<[name: string, value: string]>
    body: string | Uint8Array
  }
  response: {
    status: number
    statusText: string | null
    headers: Array<[name: string, value: string]>
    body: string | Uint8Array
  }
}

/** Reads the interactions out of one recording; an empty list where it holds none. */
export type ReadRecording = (recording: Recording) => Array<RecordedExchange>
