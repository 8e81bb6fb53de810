/** Values by key; a missing one is made when it is asked for. */
export function lazyMap<Value>(make: () => Value): (key: string) => Value {
  const values = new Map<string, Value>();
  return (key) => {
    const found = values.get(key) ?? make();
    values.set(key, found);
    return found;
  };
}
