/** The platform's hosts (meta-platform.md 0), unless the operator names others; a simulated account has its own. */
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
