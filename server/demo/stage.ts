/** A call to the simulator's controls. */
export type Sim = <T>(method: string, path: string, body?: unknown) => Promise<T>

/** What the demo acts with: the API as its owner, public addresses, the simulator's controls, and the clock they share. */
export type Stage = {
  api<T = unknown>(method: string, path: string, body?: unknown): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  sim: Sim
  /** Moves the clock forward. */
  moveClock(ms: number): Promise<void>
  drain(): Promise<void>
  say(line: string): void
  dice(): number
}
