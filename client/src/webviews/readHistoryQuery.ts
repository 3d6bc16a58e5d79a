import type { HistoryQuery } from '../../../protocol/history.ts';
import { at, numberAt, stringAt } from './fields.ts';

/** Checks a page's question about the past. Undefined for anything that is not one of the contract. */
export function readHistoryQuery(value: unknown): HistoryQuery | undefined {
  const params = at(value, 'params');
  const name = at(value, 'name');
  switch (name) {
    case 'history/changes': {
      const limit = numberAt(params, 'limit');
      const after = numberAt(params, 'after');
      return limit === undefined
        ? undefined
        : { name, params: { limit, ...(after === undefined ? {} : { after }) } };
    }
    case 'history/at': {
      const time = numberAt(params, 'time');
      const have = numberAt(params, 'have');
      return time === undefined
        ? undefined
        : { name, params: { time, ...(have === undefined ? {} : { have }) } };
    }
    case 'history/compare': {
      const step = numberAt(params, 'step');
      return step === undefined ? undefined : { name, params: { step } };
    }
    case 'history/health': {
      const serviceId = stringAt(params, 'serviceId');
      return serviceId === undefined ? undefined : { name, params: { serviceId } };
    }
    default:
      return undefined;
  }
}
