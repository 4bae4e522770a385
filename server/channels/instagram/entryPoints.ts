import { entryPointsBy, noCommands } from '../meta/messaging/entryPointsBy.ts'
import { readGraph } from './readGraph.ts'

/** Conversation starters and menu of an Instagram account; it has no greeting (meta-platform.md 3.6, 13.1 row 1.26). */
export const entryPoints = entryPointsBy({
  limits: { starters: 4, questionChars: 80, menu: 20, titleChars: 30, payloadChars: 1000, greetingChars: 0, ...noCommands },
  read: readGraph,
  beside: (as): Record<string, string> => (as.loginType === 'facebook' ? { platform: 'instagram' } : {}),
})
