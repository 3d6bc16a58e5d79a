import type { ComponentChild } from 'preact';
import { useMemo } from 'preact/hooks';
import { type Catalog, catalogOf } from '../../state/completion.ts';
import { type Filter, isFiltering } from '../../state/filter.ts';
import { states } from '../../state/filterTerms.ts';
import { type FilterKey, hasValue, toggleValue } from '../../state/filterText.ts';
import type { GraphModel } from '../../state/graph.ts';
import { Popover } from '../shared/popover.tsx';
import { Text } from '../shared/text.tsx';

export interface FilterMenuProps {
  readonly filter: Filter;
  readonly graph: GraphModel;
  readonly onChange: (filter: Filter) => void;
}

/** The same filter without its language: every choice writes a term into the box. */
export function FilterMenu(props: FilterMenuProps): ComponentChild {
  const { filter } = props;
  return (
    <Popover
      icon="settings"
      text="Filter"
      label="Choose what the filter lets through"
      heading="Show services with"
      isActive={isFiltering(filter)}
      testId="filter-menu"
      side="start"
    >
      {() => <Choices {...props} />}
    </Popover>
  );
}

const sections: readonly { readonly key: FilterKey; readonly title: string }[] = [
  { key: 'health', title: 'Health' },
  { key: 'registry', title: 'Registry' },
  { key: 'connection', title: 'Connection' },
  { key: 'ns', title: 'Namespace' },
  { key: 'dc', title: 'Datacenter' },
  { key: 'edge', title: 'Edges' },
  { key: 'tag', title: 'Tag' },
  { key: 'version', title: 'Version' },
  { key: 'convention', title: 'Layout' },
  { key: 'is', title: 'State' },
];

function Choices({ filter, graph, onChange }: FilterMenuProps): ComponentChild {
  const catalog = useMemo(() => catalogOf(graph), [graph.services, graph.edges]);
  return (
    <>
      {sections.map((section) => (
        <Values
          key={section.key}
          section={section}
          values={valuesOf(section.key, catalog, filter)}
          filter={filter}
          onToggle={(value) =>
            onChange({ ...filter, text: toggleValue(filter.text, section.key, value) })
          }
        />
      ))}
      <Others filter={filter} onChange={onChange} />
    </>
  );
}

/** Values to choose from, each with its services where they were counted. */
function valuesOf(
  key: FilterKey,
  { values }: Catalog,
  { text }: Filter,
): readonly (readonly [string, number | undefined])[] {
  if (key === 'is') {
    return states.map((state) => [state, values.is.get(state)] as const);
  }
  const known = [...values[key]].sort(([, one], [, other]) => other - one);
  const isChoice = known.length > 1 || known.some(([value]) => hasValue(text, key, value));
  return isChoice ? known : [];
}

/** More values than this are found quicker by typing. */
const mostValues = 10;

function Values(props: {
  readonly section: (typeof sections)[number];
  readonly values: readonly (readonly [string, number | undefined])[];
  readonly filter: Filter;
  readonly onToggle: (value: string) => void;
}): ComponentChild {
  const { section, values, filter, onToggle } = props;
  if (values.length === 0) {
    return null;
  }
  return (
    <fieldset class="choices">
      <legend>{section.title}</legend>
      {values.slice(0, mostValues).map(([value, services]) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={hasValue(filter.text, section.key, value)}
            data-testid={`choice-${section.key}`}
            data-value={value}
            onChange={() => onToggle(value)}
          />
          <Text value={value} max={40} />
          {services !== undefined && <span class="muted">{services}</span>}
        </label>
      ))}
      {values.length > mostValues && (
        <p class="muted">
          {values.length - mostValues} more: type {section.key}: in the box
        </p>
      )}
    </fieldset>
  );
}

function Others({ filter, onChange }: Omit<FilterMenuProps, 'graph'>): ComponentChild {
  return (
    <fieldset class="choices">
      <legend>The others</legend>
      {(['dimmed', 'left out'] as const).map((others) => (
        <label key={others}>
          <input
            type="radio"
            name="others"
            checked={filter.others === others}
            data-testid={`others-${others.replace(' ', '-')}`}
            onChange={() => onChange({ ...filter, others })}
          />
          {others === 'dimmed' ? 'are dimmed' : 'are left out'}
        </label>
      ))}
    </fieldset>
  );
}
