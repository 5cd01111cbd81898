import { backHref } from '../route/use-route.ts'

/** An address of a run that is not in the reports that are open. */
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
