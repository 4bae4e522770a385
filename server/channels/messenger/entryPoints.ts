import { entryPointsBy, noCommands } from '../meta/messaging/entryPointsBy.ts'
import { readGraph } from './readGraph.ts'

/** Conversation starters, menu and greeting of a Page (meta-platform.md 4.1, all numbers from memory there). */
export const entryPoints = entryPointsBy({
  limits: { starters: 4, questionChars: 80, menu: 20, titleChars: 30, payloadChars: 1000, greetingChars: 160, ...noCommands },
  read: readGraph,
  beside: () => ({}),
  getStarted: 'GET_STARTED',
})
