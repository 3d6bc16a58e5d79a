import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { LoyaltyTier, UserSchema, UserService } from '../gen/shop/users/v1/user_service_pb.ts';
import type { User } from '../gen/shop/users/v1/user_service_pb.ts';
import { implement } from '../rpc/implementation.ts';
import type { BoundService } from '../rpc/implementation.ts';
import { notFound } from '../rpc/rpcError.ts';
import { copyMasked } from './fieldMask.ts';

/** People who shop here. */
export function users(): BoundService {
  const people = new Map(openingUsers().map((user) => [user.id, user]));
  const find = (id: string): User => {
    const user = people.get(id);
    if (user === undefined) {
      throw notFound('shop.example/User', id);
    }
    return user;
  };
  return implement(UserService, {
    getUser: ({ id }) => ({ user: find(id) }),

    updateUser({ user, updateMask }) {
      const known = find(user?.id ?? '');
      if (user !== undefined) {
        copyMasked({ schema: UserSchema, from: user, to: known, paths: updateMask?.paths ?? [] });
      }
      return { user: known };
    },
  });
}

function openingUsers(): readonly User[] {
  return [
    create(UserSchema, {
      id: 'ada',
      displayName: 'Ada',
      email: 'ada@shop.example',
      tier: LoyaltyTier.GOLD,
      addresses: {
        home: {
          recipient: 'Ada Lovelace',
          lines: ['Oranienstraße 25'],
          postalCode: '10999',
          locality: 'Berlin',
          regionCode: 'DE',
        },
      },
      newsletter: true,
      createdAt: timestampFromDate(new Date('2024-12-10T12:00:00Z')),
      languages: ['en-GB', 'de'],
    }),
    create(UserSchema, {
      id: 'linus',
      displayName: 'Linus',
      email: 'linus@shop.example',
      tier: LoyaltyTier.BRONZE,
      addresses: {
        home: {
          recipient: 'Linus P.',
          lines: ['Rua da Rosa 14', '2º esquerdo'],
          postalCode: '1200-387',
          locality: 'Lisboa',
          regionCode: 'PT',
        },
      },
      createdAt: timestampFromDate(new Date('2025-09-17T18:30:00Z')),
      languages: ['pt'],
    }),
  ];
}
