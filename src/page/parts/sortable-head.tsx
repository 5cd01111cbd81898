import { Icon } from './icon.tsx'

/** A column: its key, by which rows are sorted (`null` where they cannot be), its label, and the class of its head. */
export type SortableColumn<Key extends string> = readonly [Key | null, string, string?]

interface SortableHeadProps<Key extends string> {
  class: string
  columns: ReadonlyArray<SortableColumn<Key>>
  sort: string
  descending: boolean
  onSort(key: Key): void
}

/** The head of a table whose rows can be sorted by its columns. */
export function SortableHead<Key extends string>(props: SortableHeadProps<Key>) {
  const { columns, sort, descending, onSort } = props
  return (
    <div role="rowgroup">
      <div class={props.class} role="row" aria-rowindex={1}>
        {columns.map(([key, label, kind]) => (
          <div
            key={label}
            role="columnheader"
            class={kind}
            aria-sort={
              key === null || sort !== key ? 'none' : descending ? 'descending' : 'ascending'
            }
          >
            {key === null ? (
              <span class="dim">{label}</span>
            ) : (
              <button type="button" onClick={() => onSort(key)}>
                {label}
                {sort === key && <Icon name={descending ? 'down' : 'up'} />}
              </button>
            )}
          </div>
        ))}
      </div>
    </div>
  )
}
