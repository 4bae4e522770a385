/** Returns a function that runs `load`; calls made while a run is under way share its result. */
export function coalesce<T>(load: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | null = null
  return () => (underWay ??= load().finally(() => (underWay = null)))
}
