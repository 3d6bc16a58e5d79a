import type { ComponentChild } from 'preact';
import { useMemo } from 'preact/hooks';
import { type Filter, isFiltering } from '../../state/filter.ts';
import { hasValue, toggleValue } from '../../state/filterText.ts';
import type { GraphModel } from '../../state/graph.ts';
import { countOf, healths } from '../../state/nodes.ts';
import type { TopologyState } from '../../state/topologyState.ts';
import { traitsOf } from '../../state/traits.ts';
import type { Visibility } from '../../state/visibility.ts';
import type { TopologySession } from '../../topologySession.ts';
import { HealthMark } from '../shared/healthMark.tsx';
import { Icon, IconButton } from '../shared/text.tsx';
import { ConnectionChip } from './connectionChip.tsx';
import { FilterBox } from './filterBox.tsx';
import { FilterMenu } from './filterMenu.tsx';
import { FocusBar } from './focusBar.tsx';
import { QuestionsMenu } from './questionsMenu.tsx';
import { UnplacedChip } from './unplacedChip.tsx';
import { ViewsMenu } from './viewsMenu.tsx';

export interface TopBarProps {
  readonly state: TopologyState;
  readonly graph: GraphModel;
  readonly seen: Visibility;
  /** Cards that there are, drawn or not. */
  readonly total: number;
  readonly session: TopologySession;
  /** Enter in the filter box. */
  readonly onFilterEnter: () => void;
}

/** Connections, counts, filters and what can be done with the map. */
export function TopBar(props: TopBarProps): ComponentChild {
  const { state, graph, seen, session, onFilterEnter } = props;
  const { filter } = state.showing;
  const setFilter = (next: Filter): void =>
    session.store.dispatch({ type: 'filter', filter: next });
  return (
    <header class="top-bar">
      <Connections {...props} />
      <div class="top-row">
        <FilterBox
          filter={filter}
          graph={graph}
          onChange={(text) => setFilter({ ...filter, text })}
          onEnter={onFilterEnter}
          focusFor={state.prompt?.part === 'filter' ? state.prompt : undefined}
        />
        <FilterMenu filter={filter} graph={graph} onChange={setFilter} />
        <HealthToggles filter={filter} graph={graph} onChange={setFilter} />
        <QuestionsMenu filter={filter} graph={graph} onChange={setFilter} />
        <ViewsMenu state={state} session={session} />
        <Counts {...props} />
      </div>
      <FocusBar showing={state.showing} seen={seen} dispatch={session.store.dispatch} />
    </header>
  );
}

function Connections({ state, graph, session }: TopBarProps): ComponentChild {
  const isArranging = state.layout === 'wanted';
  return (
    <div class="top-row">
      <div class="chips" role="group" aria-label="Registry connections">
        {graph.connections.map((connection) => (
          <ConnectionChip
            key={connection.id}
            connection={connection}
            onClick={session.manageConnections}
          />
        ))}
        <IconButton icon="add" label="Add registry connection" onClick={session.addConnection} />
      </div>
      <div class="actions">
        <UnplacedChip graph={graph} />
        <IconButton
          icon="export"
          label="Export as SVG, PNG, JSON or Mermaid"
          testId="export"
          onClick={session.chooseExport}
        />
        <IconButton icon="refresh" label="Read the registries again" onClick={session.refresh} />
        <button
          type="button"
          class="button secondary"
          data-testid="rearrange"
          aria-busy={isArranging}
          title="Lay the whole map out anew. Until then every service keeps its place."
          onClick={() => session.store.dispatch({ type: 'arrange' })}
        >
          <Icon name={isArranging ? 'loading' : 'type-hierarchy-sub'} spin={isArranging} />
          Re-arrange
        </button>
      </div>
    </div>
  );
}

function HealthToggles(props: {
  readonly filter: Filter;
  readonly graph: GraphModel;
  readonly onChange: (filter: Filter) => void;
}): ComponentChild {
  const { filter, graph, onChange } = props;
  const { healths: present } = useMemo(() => traitsOf(graph), [graph.services]);
  return (
    <div class="toggles" role="group" aria-label="Show only">
      {healths
        .filter((health) => present.has(health) || hasValue(filter.text, 'health', health))
        .map((health) => (
          <button
            key={health}
            type="button"
            class="toggle"
            aria-pressed={hasValue(filter.text, 'health', health)}
            aria-label={`Only services with ${health} instances`}
            title={`Only services with ${health} instances`}
            data-testid={`only-${health}`}
            onClick={() =>
              onChange({ ...filter, text: toggleValue(filter.text, 'health', health) })
            }
          >
            <HealthMark health={health} />
            <span class="toggle-text">{health}</span>
          </button>
        ))}
    </div>
  );
}

function Counts({ state, graph, seen, total }: TopBarProps): ComponentChild {
  const instances = seen.nodes.reduce(
    (sum, { service }) => sum + (service?.instances.length ?? 0),
    0,
  );
  const shown = isFiltering(state.showing.filter) ? seen.found : seen.nodes.length;
  const services =
    shown === undefined || shown === total
      ? countOf(total, 'service')
      : `${shown} of ${total} services`;
  const edges =
    seen.edges.size === graph.edges.size
      ? countOf(graph.edges.size, 'edge')
      : `${seen.edges.size} of ${graph.edges.size} edges`;
  return (
    <span class="counts" role="status" data-testid="counts">
      {services} · {countOf(instances, 'instance')} · {edges}
    </span>
  );
}
