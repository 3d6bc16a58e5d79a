/** What the language lacks, and nothing else: any layer may import it, it imports none. */
export { closestName } from './closestName.ts';
export { type Disposable, DisposableStore, toDisposable } from './disposable.ts';
export { Emitter, type Event } from './event.ts';
export { type Logger, silentLogger } from './logger.ts';
export { setUnexpectedHandler, unexpected, type UnexpectedHandler } from './unexpected.ts';
