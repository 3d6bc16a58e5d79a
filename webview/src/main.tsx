/**
 * The page of the topology explorer and of the call view: a program of its own in a webview of the
 * editor. It knows the messages of `protocol/webview.ts` and nothing else: no editor API, no network
 * but the one fetch of its own layout worker, no registry and no gRPC.
 *
 * Invariants: everything that comes from outside is shown as text nodes, never parsed as markup; the
 * state changes only in the pure reducers of `state/`; the layout runs in a worker, so no graph makes
 * the page stand still; a card that has its place keeps it until a person asks for a new layout.
 */
import { render } from 'preact';
import { createCallSession } from './callSession.ts';
import { createLayoutEngine } from './layout/arrange.ts';
import { connectHost } from './messaging/host.ts';
import { readPage } from './messaging/page.ts';
import './styles/base.css';
import './styles/topology.css';
import './styles/inspector.css';
import './styles/explorer.css';
import './styles/timeline.css';
import './styles/call.css';
import { createTopologySession } from './topologySession.ts';
import { CallView } from './views/call/callView.tsx';
import { ErrorBoundary } from './views/shared/errorBoundary.tsx';
import { TopologyView } from './views/topology/topologyView.tsx';

const root = document.getElementById('root');
const page = readPage(document.body);
const host = connectHost();

function createView(): preact.ComponentChild {
  return page.view === 'call' ? (
    <CallView session={createCallSession(host)} />
  ) : (
    <TopologyView session={createTopologySession(host, createLayoutEngine(page.workerUri))} />
  );
}

if (root !== null) {
  render(<ErrorBoundary>{createView()}</ErrorBoundary>, root);
  host.post({ type: 'ready' });
}
