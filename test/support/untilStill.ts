import type { Page } from 'playwright-core'

/** Waits until nothing on the page moves: colors change over a moment, an inherited one after the other, and text has no place yet. */
export const untilStill = (on: Page): Promise<void> =>
  on.evaluate(async () => {
    for (let calmFrames = 0; calmFrames < 3; calmFrames++) {
      await new Promise(requestAnimationFrame)
      const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
      if (ending.length > 0) calmFrames = 0
      await Promise.all(ending.map((one) => one.finished.catch(() => null)))
    }
  })
