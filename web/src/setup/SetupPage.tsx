import { getRouteApi } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Mark } from '../frame/Mark.tsx'
import { Scene } from '../frame/Scene.tsx'
import { SignInAgain } from '../identity/SignInAgain.tsx'
import { lazyPage } from '../lazyPage.tsx'
import { classes } from '../parts/classes.ts'
import { Skeleton } from '../parts/Skeleton.tsx'
import { ConnectStep } from './ConnectStep.tsx'
import { GoalStep } from './GoalStep.tsx'
import { OwnerStep } from './OwnerStep.tsx'

// The last two need the engine and the phone; the first page does not load them.
const FirstStep = lazyPage(() => import('./FirstStep.tsx'), 'FirstStep')
const LiveStep = lazyPage(() => import('./LiveStep.tsx'), 'LiveStep')

const route = getRouteApi('/setup')
const stations = ['owner', 'goal', 'connect', 'first', 'live'] as const

/** The setup: five steps, from creating the owner to the first reply. */
export function SetupPage() {
  const { t } = useTranslation()
  const { step, goal = 'link', account, automation } = route.useSearch()
  const here = step ?? 'owner'
  const at = stations.indexOf(here)
  const wide = here === 'first' || here === 'live'
  useEffect(() => {
    document.title = `${t(`setup.${here}.title`)} · AutoDM Hub`
    window.scrollTo(0, 0)
  }, [here, t])

  return (
    <div className={classes('grid min-h-dvh', !wide && 'lg:grid-cols-[minmax(34rem,1fr)_minmax(0,0.85fr)]')}>
      <div className="flex flex-col">
        <header className="flex items-center gap-3 px-5 py-4 sm:px-8">
          <Mark />
          <span className="text-[1.0625rem] font-extrabold tracking-tight">AutoDM Hub</span>
          <ol aria-label={t('setup.progress')} className="ml-auto flex items-center gap-1.5">
            {stations.map((station, index) => (
              <li
                key={station}
                aria-current={index === at ? 'step' : undefined}
                className={classes(
                  'h-2 rounded-full transition-all',
                  index === at ? 'w-7 bg-accent' : index < at ? 'w-2 bg-accent' : 'w-2 bg-line',
                )}
              >
                <span className="sr-only">
                  {t('setup.station', { number: index + 1, of: stations.length, name: t(`setup.${station}.title`) })}
                </span>
              </li>
            ))}
          </ol>
        </header>
        <main className={classes('mx-auto w-full grow px-5 pt-4 pb-16 sm:px-8 sm:pt-10', wide ? 'max-w-5xl' : 'max-w-xl')}>
          <h1 key={here} className="animate-rise text-[1.75rem] leading-tight font-extrabold tracking-tight sm:text-4xl">
            {t(`setup.${here}.title`)}
          </h1>
          <p className="mt-2 mb-7 max-w-2xl text-soft sm:text-[1.0625rem]">{t(`setup.${here}.text`)}</p>
          <Suspense fallback={<Skeleton label={t('wait')} />}>
            {here === 'owner' && <OwnerStep />}
            {here === 'goal' && <GoalStep />}
            {here === 'connect' && <ConnectStep goal={goal} />}
            {here === 'first' && <FirstStep goal={goal} accountId={account ?? null} />}
            {here === 'live' && <LiveStep automationId={automation ?? null} />}
          </Suspense>
        </main>
      </div>
      {!wide && <Scene />}
      <SignInAgain />
    </div>
  )
}
