/** How far the server's clock is ahead of this browser's: that of a simulator can be moved. */
let aheadMs = 0

/** Follows the server's clock. In: its time, as a response has it. Errors: none; what is no time changes nothing. */
export function followServerClock(time: string | null): void {
  const at = time === null ? Number.NaN : Date.parse(time)
  if (!Number.isNaN(at)) aheadMs = at - Date.now()
}

/** The server's time, in ms. */
export const serverNow = (): number => Date.now() + aheadMs
