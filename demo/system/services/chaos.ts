import { create } from '@bufbuild/protobuf';
import { BehaviorSchema, ChaosService } from '../gen/shop/control/v1/chaos_service_pb.ts';
import type { BehaviorControl } from '../rpc/behavior.ts';
import { implement } from '../rpc/implementation.ts';
import type { BoundService } from '../rpc/implementation.ts';

/** Long enough for the answer to leave. */
const dieAfterMs = 50;

/** Lets a visitor make this very instance misbehave. */
export function chaos(control: BehaviorControl): BoundService {
  return implement(ChaosService, {
    setBehavior({ behavior }) {
      control.set(behavior ?? create(BehaviorSchema));
      return { behavior: control.behavior };
    },

    getBehavior: () => ({ behavior: control.behavior }),

    die() {
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), dieAfterMs);
      return { pid: process.pid };
    },
  });
}
