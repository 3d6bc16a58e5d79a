import { EventEmitter, on } from 'node:events';
import { create } from '@bufbuild/protobuf';
import { timestampNow } from '@bufbuild/protobuf/wkt';
import {
  NotificationSchema,
  NotificationService,
} from '../gen/shop/notifications/v1/notification_service_pb.ts';
import type { Notification } from '../gen/shop/notifications/v1/notification_service_pb.ts';
import { UserService } from '../gen/shop/users/v1/user_service_pb.ts';
import { implement } from '../rpc/implementation.ts';
import type { BoundService } from '../rpc/implementation.ts';

const keptForLatecomers = 5;

/** Tells customers what happened. */
export function notifications(): BoundService {
  const events = new EventEmitter<{ sent: [Notification] }>();
  const recent: Notification[] = [];
  let sent = 0;
  return implement(NotificationService, {
    async sendNotification({ notification }, context) {
      const userId = notification?.userId ?? '';
      // Fails with NOT_FOUND for somebody who is no customer.
      await context.call('users', UserService.method.getUser, { id: userId });
      const delivered = notification ?? create(NotificationSchema);
      Object.assign(delivered, { id: `notification-${++sent}`, sentAt: timestampNow() });
      recent.push(delivered);
      recent.splice(0, recent.length - keptForLatecomers);
      events.emit('sent', delivered);
      return { notification: delivered };
    },

    async *subscribeNotifications({ userId }, { signal }) {
      const isWanted = (each: Notification): boolean => userId === '' || each.userId === userId;
      const later: AsyncIterable<Notification[]> = on(events, 'sent', { signal });
      for (const notification of recent.filter(isWanted)) {
        yield { notification };
      }
      for await (const batch of later) {
        for (const notification of batch.filter(isWanted)) {
          yield { notification };
        }
      }
    },
  });
}
