import { beside, type Convention } from './convention.ts';

/**
 * What else dubbo keeps in etcd below its root: `/dubbo/mapping/<interface>` with the applications
 * that provide it, `/dubbo/<application>/<revision>` with metadata, `/dubbo/config/…`, and empty
 * keys for folders. Comes late: other frameworks may be told to use the same root.
 */
export const dubboConfiguration: Convention = ({ key, segments, value }) => {
  if (!/^\/dubbo(?:\/|$)/.test(key)) {
    return undefined;
  }
  if (value === '') {
    return beside('dubbo configuration: a folder');
  }
  const what = segments[1] === 'mapping' ? 'applications of an interface' : 'metadata';
  return beside(`dubbo configuration: ${what}`);
};
