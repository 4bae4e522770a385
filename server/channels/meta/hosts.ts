import type { LoginHosts } from '../../model/login.ts'

/** The platform's hosts for calls (meta-platform.md 0), unless the operator names others; a simulated account has its own. */
export type Hosts = { facebook: string; instagram: string }

export const realHosts: Hosts = { facebook: 'https://graph.facebook.com', instagram: 'https://graph.instagram.com' }

/** The simulator serves every host under a path of its own. */
export const simulatedHosts = (simulatorUrl: string): Hosts => ({
  facebook: `${simulatorUrl}/graph.facebook.com`,
  instagram: `${simulatorUrl}/graph.instagram.com`,
})

/** Instagram Login uses its own host, everything through a Page the other (meta-platform.md 2.8). */
export const graphUrlOf = (hosts: Hosts, loginType: 'instagram' | 'facebook'): string =>
  loginType === 'instagram' ? hosts.instagram : hosts.facebook

/**
 * The hosts of logins (meta-platform.md 7.1, 7.2). Where the operator names another host for calls that serves each host under a path of
 * its own, as the simulator does, the pages for people are found beside it; otherwise they are the platform's.
 */
export function loginHostsOf(hosts: Hosts): LoginHosts {
  const beside = (name: string) => {
    for (const [url, own] of [
      [hosts.instagram, '/graph.instagram.com'],
      [hosts.facebook, '/graph.facebook.com'],
    ] as const)
      if (url.endsWith(own) && new URL(url).pathname !== '/') return `${url.slice(0, -own.length)}/${name}`
    return `https://${name}`
  }
  return {
    ...hosts,
    instagramApi: beside('api.instagram.com'),
    instagramPages: beside('www.instagram.com'),
    facebookPages: beside('www.facebook.com'),
  }
}
