/** The address that leaves for the platform's login. `account`: the one to connect again; `again`: ask for what was declined. */
export function loginAddress(login: string, { returnTo, account, again }: { returnTo: string; account?: string; again?: boolean }): string {
  const query = new URLSearchParams({ return: returnTo, ...(account ? { account } : {}), ...(again ? { again: 'true' } : {}) })
  return `/api/auth/${login}/connect?${query}`
}

/** What a login left in the address of the page. */
export type LoginSearch = { connected?: string; connection?: string; error?: string; login?: string; account?: string }
const keys = ['connected', 'connection', 'error', 'login', 'account'] as const

export const loginSearch = (search: Record<string, unknown>): LoginSearch =>
  Object.fromEntries(
    keys.flatMap((key) => {
      const value = search[key]
      return typeof value === 'string' && value.length > 0 && value.length <= 100 ? [[key, value]] : []
    }),
  )
