/** One recorded request and its answer, ready to be sent through a real HTTP client. */
export interface HttpInteraction {
  /** Path of the recording in the corpus. */
  file: string
  /** Position in the recording, from 0. */
  index: number
  source: string
  shape: string
  request: {
    method: string
    /** Path and query of the recorded URL as `new URL()` spells them; the host is dropped. */
    path: string
    /** The URL as recorded; it may hold placeholders and need not parse. */
    url: string
    contentType: string | null
    body: Uint8Array
  }
  response: {
    status: number
    statusText: string
    /** End-to-end headers only, in recorded order; nothing that describes the transfer. */
    headers: Array<[name: string, value: string]>
    /** Decoded bytes. */
    body: Uint8Array
    stream: boolean
  }
}

/** A recording, or one interaction of it, that cannot be sent over HTTP. */
export interface LeftOut {
  file: string
  /** Position in the recording, or `null` where the whole file is left out. */
  index: number | null
  source: string
  shape: string
  reason: string
}
