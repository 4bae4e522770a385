import type { LucideIcon } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CardProblem } from './unfinished.ts'
import { classes } from '../parts/classes.ts'
import { Notice } from '../parts/Notice.tsx'
import { Toggle } from '../parts/Toggle.tsx'

type Props = {
  icon: LucideIcon
  /** The part of the sentence: "When someone", "and they write". */
  words: string
  problems: CardProblem[]
  /** A part that may be left out. */
  on?: boolean
  onSwitch?: (on: boolean) => void
  /** The text of the card while it is off. */
  offText?: string
  aside?: ReactNode
  onFocus?: () => void
  children: ReactNode
}

/** One part of the automation's sentence, with its problems below. */
export function SentenceCard({ icon: Icon, words, problems, on = true, onSwitch, offText, aside, onFocus, children }: Props) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <section aria-labelledby={id} onFocus={onFocus} className="group relative pl-11 sm:pl-14">
      <span className="absolute top-11 bottom-[-0.75rem] left-[1.05rem] w-px bg-line group-last:hidden sm:left-[1.3rem]" aria-hidden />
      <span
        className={classes(
          'absolute top-2 left-0 grid size-9 place-items-center rounded-xl rounded-br-sm transition-colors sm:size-[2.6rem]',
          on ? 'bg-tint text-accent' : 'bg-sunk text-soft',
        )}
        aria-hidden
      >
        <Icon className="size-[1.1rem]" />
      </span>
      <div
        className={classes(
          'rounded-2xl border bg-card shadow-card transition-colors',
          on ? 'border-line' : 'border-dashed border-line bg-transparent shadow-none',
        )}
      >
        <div className="flex min-h-[3.25rem] items-center gap-3 px-4">
          <h3 id={id} className={classes('grow py-2.5 text-[1.0625rem] leading-tight font-bold', !on && 'text-soft')}>
            {words}
            {!on && offText && <span className="mt-0.5 block text-sm leading-snug font-normal tracking-normal">{offText}</span>}
          </h3>
          {aside}
          {onSwitch && <Toggle label={words} on={on} onChange={onSwitch} />}
        </div>
        {on && <div className="grid gap-4 px-4 pb-4">{children}</div>}
        {on && problems.length > 0 && (
          <ul aria-label={t('builder.problems')} className="grid gap-2 px-4 pb-4">
            {problems.map((problem) => (
              <li key={problem.text}>
                <Notice tone={problem.level === 'blocker' ? 'bad' : 'warn'} className="py-2">
                  {problem.text}
                </Notice>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}
