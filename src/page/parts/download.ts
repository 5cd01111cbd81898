/** Saves bytes or text as a file; nothing is sent anywhere. */
export function download(
  name: string,
  type: string,
  content: string | Uint8Array<ArrayBuffer>,
): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name.replace(/[^\w.-]+/g, '-').replace(/^[-.]+/, '') || 'download'
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
