/** So many accounts with the same trouble at once are no coincidence; of fewer, all. */
const several = 3

/**
 * True when the same trouble of these accounts has one cause, which is not theirs (requirement H19). In: how many have it, and how many of
 * their channel are active.
 */
export const isShared = ({ accounts, active }: { accounts: number; active: number }): boolean =>
  accounts >= several || (accounts > 1 && accounts >= active)
