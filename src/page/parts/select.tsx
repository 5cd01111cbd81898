interface SelectProps {
  label: string
  value: string
  options: Array<readonly [value: string, label: string]>
  onChange(value: string): void
}

/** A choice of a few options; one that narrows the list is marked. */
export function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <select
      class={value === '' ? 'select' : 'select chosen'}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  )
}
