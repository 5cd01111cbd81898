import { Component, type ComponentChildren } from 'preact'

interface BoundaryProps {
  children: ComponentChildren
  /** The place of the reader: a change of it renders the view again. */
  place: string
}

interface BoundaryState {
  problem: string | null
  place: string
}

/** Confines an error to the view it occurs in. */
export class ErrorBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { problem: null, place: '' }

  static override getDerivedStateFromProps({ place }: BoundaryProps, state: BoundaryState) {
    return place === state.place ? null : { problem: null, place }
  }

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
