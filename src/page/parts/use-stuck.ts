import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/** Returns `true` while a sticky element stands at the top of the window because what is above it scrolled away. */
export function useStuck(): [RefObject<HTMLDivElement | null>, boolean] {
  const ref = useRef<HTMLDivElement | null>(null)
  const [isStuck, setStuck] = useState(false)
  useLayoutEffect(() => {
    const look = () => setStuck(scrollY > 0 && (ref.current?.getBoundingClientRect().top ?? 1) <= 0)
    addEventListener('scroll', look, { passive: true })
    return () => removeEventListener('scroll', look)
  }, [])
  return [ref, isStuck]
}
