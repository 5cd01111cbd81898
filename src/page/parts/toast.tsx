import { useEffect, useState } from 'preact/hooks'

/** Shows a message for a moment. */
export function Toast({ text }: { text: string }) {
  const [shown, setShown] = useState(text !== '')
  useEffect(() => {
    const handle = setTimeout(() => setShown(false), 2500)
    return () => clearTimeout(handle)
  }, [])
  return (
    <div class="toast-place" role="status">
      {shown && <p class="toast">{text}</p>}
    </div>
  )
}
