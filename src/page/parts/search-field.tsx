import { Icon } from './icon.tsx'

interface SearchFieldProps {
  value: string
  label: string
  onChange(value: string): void
}

/** The search field, which the key `/` focuses. */
export function SearchField({ value, label, onChange }: SearchFieldProps) {
  return (
    <label class="search">
      <Icon name="search" />
      <input
        type="search"
        data-search
        aria-label={label}
        placeholder={label}
        value={value}
        spellcheck={false}
        autocomplete="off"
        onKeyDown={(event) => {
          // A browser empties the field by itself, or does not: what it filters by goes with the text.
          if (event.key === 'Escape' && value !== '') onChange('')
        }}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  )
}
