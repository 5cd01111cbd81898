const PATHS = {
  check: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  cross: 'M4 4 12 12M12 4 4 12',
  pause: 'M5.5 3.5V12.5M10.5 3.5V12.5',
  blocked: 'M8 2.5A5.5 5.5 0 1 0 8 13.5 5.5 5.5 0 1 0 8 2.5M4.2 4.2 11.8 11.8',
  replayed: 'M3 8a5 5 0 1 1 1.6 3.7M3 12.5V8.9h3.6',
  left: 'M10 3.5 5.5 8 10 12.5',
  right: 'M6 3.5 10.5 8 6 12.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  up: 'M3.5 10 8 5.5 12.5 10',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  download: 'M8 2.5v7M4.8 6.8 8 10l3.2-3.2M3 13h10',
  search: 'M7 2.5A4.5 4.5 0 1 0 7 11.5 4.5 4.5 0 1 0 7 2.5M10.3 10.3 13.5 13.5',
  minus: 'M3.5 8h9',
  plus: 'M3.5 8h9M8 3.5v9',
  equal: 'M4 6h8M4 10h8',
  differ: 'M4 6h8M4 10h8M10.5 3 5.5 13',
  order: 'M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.5 11 3l2.5 2.5',
  warning: 'M8 2.5 14 13H2ZM8 6.5V9.5M8 11.2V11.4',
  theme: 'M8 2.5A5.5 5.5 0 1 0 8 13.5ZM8 2.5A5.5 5.5 0 0 1 8 13.5',
  open: 'M2.5 12.5v-9h4l1.5 2h5.5v7z',
  mismatched: 'M3 8h9M9 4.5 12.5 8 9 11.5',
} as const

export type IconName = keyof typeof PATHS

/** An icon beside a word; screen readers read the word. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
