import { backHref } from '../route/use-route.ts'

/** The view for an address whose run is not in the open reports. */
export function NotFound({ id }: { id: string }) {
  return (
    <main id="main">
      <p class="empty">
        There is no run <code>{id}</code> in the reports that are open.{' '}
        <a href={backHref()}>Back to the runs</a>
      </p>
    </main>
  )
}
