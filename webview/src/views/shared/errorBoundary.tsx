import { Component, type ComponentChildren } from 'preact';
import { displayText } from '../../text/displayText.ts';

interface Props {
  readonly children: ComponentChildren;
}

interface State {
  readonly problem: string | undefined;
}

/** A view that fails says so and can be tried again, where it would else leave an empty page. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { problem: undefined };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ problem: error instanceof Error ? error.message : 'unknown error' });
  }

  override render(): ComponentChildren {
    if (this.state.problem === undefined) {
      return this.props.children;
    }
    return (
      <div class="empty" role="alert">
        <h1>This view could not be drawn</h1>
        <p>{displayText(this.state.problem)}</p>
        <button type="button" class="button" onClick={() => this.setState({ problem: undefined })}>
          Draw again
        </button>
      </div>
    );
  }
}
