import { AtSign, Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classes } from '../parts/classes.ts'

/** Beside the first pages: what the product does, in four bubbles. Decorative: a screen reader skips it. */
export function Scene() {
  const { t } = useTranslation()
  return (
    <aside aria-hidden className="relative hidden overflow-hidden bg-[light-dark(#7a0c42,#2b0d1e)] text-[#fff] select-none lg:grid">
      <span className="absolute -top-28 -right-24 size-96 rounded-full bg-[light-dark(#9c1457,#3d1a2e)]" />
      <span className="absolute -bottom-40 -left-28 size-[30rem] rounded-full bg-[light-dark(#8c114d,#35142a)]" />
      <div className="relative m-auto grid w-full max-w-md gap-5 px-10 text-[1.0625rem] leading-snug font-semibold">
        <Bubble className="rounded-bl-md bg-[#fff]/14" delay="0ms" who="lucia.paints">
          {t('scene.comment')}
        </Bubble>
        <Bubble mine className="rounded-br-md bg-[#fff] text-[#7a0c42]" delay="250ms">
          {t('scene.reply')}
        </Bubble>
        <Bubble mine className="rounded-br-md bg-[#fff] text-[#7a0c42]" delay="500ms">
          {t('scene.ask')}
        </Bubble>
        <Bubble className="rounded-bl-md bg-[#fff]/14" delay="750ms" who="lucia.paints">
          {t('scene.answer')}
        </Bubble>
        <p className="mt-2 flex animate-rise items-center gap-2.5 justify-self-center rounded-full bg-[#ffd9a0] py-2 pr-4 pl-3 text-sm font-bold text-[#4a2b00] [animation-delay:1000ms] [animation-fill-mode:backwards]">
          <AtSign className="size-4" />
          {t('scene.lead')}
          <Check className="size-4" strokeWidth={3} />
        </p>
      </div>
    </aside>
  )
}

function Bubble({
  who,
  mine,
  delay,
  className,
  children,
}: {
  who?: string
  mine?: boolean
  delay: string
  className: string
  children: ReactNode
}) {
  return (
    <div
      className={classes('max-w-[82%] animate-rise [animation-fill-mode:backwards]', mine && 'justify-self-end')}
      style={{ animationDelay: delay }}
    >
      {who && <p className="mb-1 ml-1 text-xs font-semibold text-[#fff]/70">{who}</p>}
      <p className={classes('rounded-[1.4rem] px-5 py-3', className)}>{children}</p>
    </div>
  )
}
