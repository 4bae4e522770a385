import { bugs } from './bugs.ts'
import { makeBed } from './plant.ts'

// npm run test:planted [-- words of names]: puts each bug into a copy of the sources and says whether the tests notice.
const wanted = process.argv.slice(2)
const chosen = bugs.filter((bug) => wanted.length === 0 || wanted.some((word) => bug.name.includes(word)))
const bed = makeBed()
process.once('exit', () => bed.remove())
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const sound = await bed.run([...new Set(chosen.flatMap((bug) => bug.caughtBy))])
if (sound.broken !== null || sound.failed > 0) {
  console.log(`Without any bug ${sound.failed} tests fail; nothing can be said.\n${sound.broken ?? ''}`)
  process.exit(1)
}
let missed = 0
for (const bug of chosen) {
  const begun = performance.now()
  const { failed, broken } = await bed.plant(bug)
  const caught = broken === null && failed > 0
  if (!caught) missed++
  console.log(
    `${caught ? 'caught' : 'MISSED'}  ${bug.name} (${((performance.now() - begun) / 1000).toFixed(0)} s)${broken === null ? '' : `\n${broken}`}`,
  )
}
console.log(`${chosen.length - missed} of ${chosen.length} planted bugs were caught`)
process.exit(missed ? 1 : 0)
