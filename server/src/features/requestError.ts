/** A request that cannot be fulfilled; the message is for people: what, where, what to do next. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}
