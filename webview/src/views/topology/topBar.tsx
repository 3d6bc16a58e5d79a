import type { ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import type { RegistryKind } from '../../../../protocol/connections.ts';
import type { Health } from '../../../../protocol/topology.ts';
import { registryNames } from '../../state/connections.ts';
import { type Filter, isFiltering, noFilter } from '../../state/filter.ts';
import type { GraphModel } from '../../state/graph.ts';
import { countOf } from '../../state/nodes.ts';
import type { TopologySession } from '../../topologySession.ts';
import { HealthMark } from '../shared/healthMark.tsx';
import { Icon, IconButton, Text } from '../shared/text.tsx';
import { ConnectionChip } from './connectionChip.tsx';

export interface TopBarProps {
  readonly graph: GraphModel;
  readonly filter: Filter;
  /** How many cards the filter lets through, of how many. */
  readonly shown: number;
  readonly total: number;
  readonly isArranging: boolean;
  readonly session: TopologySession;
  /** Enter in the filter box. */
  readonly onFilterEnter: () => void;
}

const healths: readonly Health[] = ['passing', 'warning', 'critical', 'maintenance', 'unknown'];

/** Connections, counts, filters and what can be done with the map. */
export function TopBar(props: TopBarProps): ComponentChild {
  const { graph, session } = props;
  return (
    <header class="top-bar">
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
          <IconButton icon="refresh" label="Read the registries again" onClick={session.refresh} />
          <button
            type="button"
            class="button secondary"
            data-testid="rearrange"
            aria-busy={props.isArranging}
            title="Lay the whole map out anew. Until then every service keeps its place."
            onClick={() => session.store.dispatch({ type: 'arrange' })}
          >
            <Icon
              name={props.isArranging ? 'loading' : 'type-hierarchy-sub'}
              spin={props.isArranging}
            />
            Re-arrange
          </button>
        </div>
      </div>
      <div class="top-row">
        <FilterBox {...props} />
        <FilterToggles {...props} />
        <Counts {...props} />
      </div>
    </header>
  );
}

function FilterBox({ filter, session, onFilterEnter }: TopBarProps): ComponentChild {
  const setFilter = (next: Filter): void =>
    session.store.dispatch({ type: 'filter', filter: next });
  return (
    <label class="filter-box">
      <Icon name="filter" />
      <input
        type="text"
        value={filter.text}
        placeholder="Filter by name, address, tag or metadata"
        aria-label="Filter services by name, address, tag or metadata"
        data-testid="filter"
        spellcheck={false}
        onInput={(event) => setFilter({ ...filter, text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setFilter(noFilter);
          } else if (event.key === 'Enter') {
            onFilterEnter();
          }
        }}
      />
      {isFiltering(filter) && (
        <IconButton icon="close" label="Clear the filter" onClick={() => setFilter(noFilter)} />
      )}
    </label>
  );
}

function FilterToggles({ filter, graph, session }: TopBarProps): ComponentChild {
  const setFilter = (next: Filter): void =>
    session.store.dispatch({ type: 'filter', filter: next });
  const present = new Set(
    [...graph.services.values()].flatMap((service) =>
      service.instances.map(({ health }) => health),
    ),
  );
  const kinds = [...new Set(graph.connections.map(({ kind }) => kind))].sort();
  return (
    <div class="toggles" role="group" aria-label="Show only">
      {healths
        .filter((health) => present.has(health) || filter.healths.includes(health))
        .map((health) => (
          <Toggle
            key={health}
            isOn={filter.healths.includes(health)}
            label={`Only services with ${health} instances`}
            onClick={() => setFilter({ ...filter, healths: toggled(filter.healths, health) })}
          >
            <HealthMark health={health} />
            {health}
          </Toggle>
        ))}
      {kinds.length > 1 &&
        kinds.map((kind: RegistryKind) => (
          <Toggle
            key={kind}
            isOn={filter.registries.includes(kind)}
            label={`Only services in ${registryNames[kind]}`}
            onClick={() => setFilter({ ...filter, registries: toggled(filter.registries, kind) })}
          >
            {registryNames[kind]}
          </Toggle>
        ))}
    </div>
  );
}

function Toggle(props: {
  readonly isOn: boolean;
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ComponentChild;
}): ComponentChild {
  return (
    <button
      type="button"
      class="toggle"
      aria-pressed={props.isOn}
      title={props.label}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}

function toggled<T>(list: readonly T[], entry: T): readonly T[] {
  return list.includes(entry) ? list.filter((each) => each !== entry) : [...list, entry];
}

function Counts({ graph, filter, shown, total }: TopBarProps): ComponentChild {
  const instances = [...graph.services.values()].reduce(
    (sum, service) => sum + service.instances.length,
    0,
  );
  const services = isFiltering(filter)
    ? `${shown} of ${total} services`
    : countOf(total, 'service');
  return (
    <span class="counts" role="status">
      {services} · {countOf(instances, 'instance')} · {countOf(graph.edges.size, 'edge')}
    </span>
  );
}

function UnplacedChip({ graph }: { readonly graph: GraphModel }): ComponentChild {
  const [isOpen, setOpen] = useState(false);
  const { unplaced } = graph;
  if (unplaced.length === 0) {
    return null;
  }
  const open = unplaced.filter(({ expected }) => expected !== true).length;
  return (
    <div
      class="popover-anchor"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          setOpen(false);
        }
      }}
      onFocusOut={(event) => {
        if (
          event.relatedTarget instanceof Node &&
          !event.currentTarget.contains(event.relatedTarget)
        ) {
          setOpen(false);
        }
      }}
    >
      <button
        type="button"
        class="chip"
        aria-expanded={isOpen}
        title="Keys that no convention fits. They are listed, never dropped."
        data-testid="unplaced-chip"
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="question" />
        {open === 0 ? countOf(unplaced.length, 'other key') : countOf(open, 'unplaced key')}
      </button>
      {isOpen && <UnplacedList graph={graph} onClose={() => setOpen(false)} />}
    </div>
  );
}

/** A list of thousands would only slow the page down. */
const maxListed = 300;

function UnplacedList(props: {
  readonly graph: GraphModel;
  readonly onClose: () => void;
}): ComponentChild {
  const { unplaced, connections } = props.graph;
  const names = new Map(connections.map(({ id, name }) => [id, name]));
  return (
    <div class="popover" role="dialog" aria-label="Unplaced keys">
      <div class="popover-head">
        <strong>Keys that no convention fits</strong>
        <IconButton icon="close" label="Close" onClick={props.onClose} />
      </div>
      <ul class="unplaced" tabIndex={0}>
        {unplaced.slice(0, maxListed).map(({ connectionId, key, reason }) => (
          <li key={`${connectionId} ${key}`} data-testid="unplaced-key">
            <code>
              <Text value={key} max={160} />
            </code>
            <span class="muted">
              <Text value={names.get(connectionId) ?? ''} max={40} /> ·{' '}
              <Text value={reason} max={300} />
            </span>
          </li>
        ))}
      </ul>
      {unplaced.length > maxListed && (
        <p class="muted">
          and {unplaced.length - maxListed} more; narrow the prefixes of the connection
        </p>
      )}
    </div>
  );
}
