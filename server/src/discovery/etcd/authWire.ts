import { list, number, text, textList } from '../json.ts';
import type { KeyRange } from './keyRange.ts';
import { bytesOf } from './messageCodec.ts';
import { decode, encode, type Method } from './wire.ts';

/** Signs in; the token goes into the metadata `token` of later calls. */
export const authenticate: Method<
  { readonly name: string; readonly password: string },
  { readonly token: string }
> = {
  path: '/etcdserverpb.Auth/Authenticate',
  // It is agreed on by the members: without a leader it would hang.
  needsLeader: true,
  encode: (request) => encode('AuthenticateRequest', request),
  decode: (bytes) => ({ token: text(decode('AuthenticateResponse', bytes), 'token') ?? '' }),
};

/** The roles of a user; each may ask for its own. */
export const userGet: Method<{ readonly name: string }, { readonly roles: readonly string[] }> = {
  path: '/etcdserverpb.Auth/UserGet',
  encode: (request) => encode('UserGetRequest', request),
  decode: (bytes) => ({ roles: textList(decode('UserGetResponse', bytes), 'roles') }),
};

/** `Permission.Type` of one that lets nobody read. */
const writeOnly = 1;

/** What a role lets its users read. An empty `rangeEnd` is that one key. */
export const roleGet: Method<
  { readonly role: string },
  { readonly readable: readonly KeyRange[] }
> = {
  path: '/etcdserverpb.Auth/RoleGet',
  encode: (request) => encode('RoleGetRequest', request),
  decode: (bytes) => ({
    readable: list(decode('RoleGetResponse', bytes), 'perm')
      .filter((permission) => number(permission, 'permType') !== writeOnly)
      .map((permission) => ({
        key: bytesOf(permission, 'key'),
        rangeEnd: bytesOf(permission, 'range_end'),
      })),
  }),
};
