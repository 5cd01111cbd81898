import { Component, type ComponentChildren } from 'preact'

/** Keeps what is wrong with one view from taking the page with it. */
export class ErrorBoundary extends Component<
  { children: ComponentChildren },
  { problem: string | null }
> {
  override state = { problem: null as string | null }

  static override getDerivedStateFromError(error: unknown) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }

  override render() {
    if (this.state.problem === null) return this.props.children
    return (
      <main id="main">
        <p class="problem" role="alert">
          Failed to show this: {this.state.problem}. <a href="#/">Back to the runs</a>
        </p>
      </main>
    )
  }
}
