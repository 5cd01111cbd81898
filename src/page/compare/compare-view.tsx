/** Shown when the report holds a comparison. */
export function CompareView() {
  return (
    <main id="main">
      <p class="empty">
        This report holds no comparison. <a href="#/">Back to the runs</a>
      </p>
    </main>
  )
}
