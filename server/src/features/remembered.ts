/**
 * Makes something of an object the first time that it is asked for, and then gives the same for as
 * long as the object is there. What it is made of must not change.
 */
export function remembered<K extends object, V extends object | string>(
  make: (key: K) => V,
): (key: K) => V {
  const made = new WeakMap<K, V>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
