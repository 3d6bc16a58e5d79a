import type {
  ExportRequest,
  Focus,
  InstanceCommand,
  SavedView,
  SavedViews,
  ViewContent,
} from '../../../protocol/views.ts';
import { at, numberAt, stringAt } from './fields.ts';

/** More than this is not kept: the state of a workspace is no place for a data set. */
const mostViews = 100;
const mostHidden = 5_000;
const longestText = 2_000;

/**
 * Checks saved views, as a page sends them and as they were stored. What is wrong in a view leaves
 * out the view; undefined when it is no list of views at all.
 */
export function readSavedViews(value: unknown): SavedViews | undefined {
  const list = at(value, 'views');
  if (!Array.isArray(list)) {
    return undefined;
  }
  const views = list.slice(0, mostViews).flatMap((each: unknown) => readView(each) ?? []);
  const defaultId = stringAt(value, 'defaultId');
  return views.some(({ id }) => id === defaultId) && defaultId !== undefined
    ? { views, defaultId }
    : { views };
}

/** Checks what a page wants to be done with an instance. */
export function readInstanceCommand(value: unknown): InstanceCommand | undefined {
  return instanceCommands.find((command) => command === value);
}

const instanceCommands: readonly InstanceCommand[] = [
  'terminal',
  'openKey',
  'reveal',
  'setMaintenance',
  'deregister',
];

/** Checks which export a page has made. */
export function readExportRequest(value: unknown): ExportRequest | undefined {
  const format = exportFormats.find((each) => each === at(value, 'format'));
  const scope = exportScopes.find((each) => each === at(value, 'scope'));
  return format === undefined || scope === undefined ? undefined : { format, scope };
}

const exportFormats: readonly ExportRequest['format'][] = ['svg', 'png', 'json', 'mermaid'];
const exportScopes: readonly ExportRequest['scope'][] = ['shown', 'all'];

function readView(value: unknown): SavedView | undefined {
  const id = stringAt(value, 'id');
  const name = stringAt(value, 'name');
  const isNamed = id !== undefined && id !== '' && name !== undefined && name !== '';
  return isNamed ? { ...readContent(value), id, name: name.slice(0, longestText) } : undefined;
}

function readContent(value: unknown): ViewContent {
  const hidden = at(value, 'hidden');
  const focus = readFocus(at(value, 'focus'));
  const viewport = readViewport(at(value, 'viewport'));
  const grouping = stringAt(value, 'grouping');
  return {
    filter: (stringAt(value, 'filter') ?? '').slice(0, longestText),
    others: at(value, 'others') === 'left out' ? 'left out' : 'dimmed',
    hidden: Array.isArray(hidden)
      ? hidden.filter((each) => typeof each === 'string').slice(0, mostHidden)
      : [],
    ...(focus === undefined ? {} : { focus }),
    ...(grouping === undefined ? {} : { grouping }),
    ...(viewport === undefined ? {} : { viewport }),
  };
}

function readFocus(value: unknown): Focus | undefined {
  const serviceId = stringAt(value, 'serviceId');
  const hops = at(value, 'hops');
  const direction = at(value, 'direction');
  if (serviceId === undefined) {
    return undefined;
  }
  return {
    serviceId,
    hops: hops === 2 || hops === 3 ? hops : 1,
    direction: direction === 'callers' || direction === 'callees' ? direction : 'both',
  };
}

function readViewport(value: unknown): ViewContent['viewport'] {
  const x = numberAt(value, 'x');
  const y = numberAt(value, 'y');
  const zoom = numberAt(value, 'zoom');
  return x === undefined || y === undefined || zoom === undefined || zoom <= 0
    ? undefined
    : { x, y, zoom };
}
