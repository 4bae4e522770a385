import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Mark } from '../frame/Mark.tsx'
import { Scene } from '../frame/Scene.tsx'
import { resumeSession } from '../session.ts'
import { PlatformSignIn } from './PlatformSignIn.tsx'
import { SignInForm } from './SignInForm.tsx'

const route = getRouteApi('/sign-in')

/** Email and password, then the page that was requested. */
export function SignInPage() {
  const { t } = useTranslation()
  const { to, error } = route.useSearch()
  // Only addresses of this site: `//elsewhere` would lead to another.
  const next = to?.startsWith('/') && !to.startsWith('//') ? to : '/'
  const router = useRouter()
  useEffect(() => {
    document.title = `${t('signIn.title')} · AutoDM Hub`
  }, [t])

  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(34rem,1fr)_minmax(0,0.85fr)]">
      <main className="mx-auto flex w-full max-w-sm flex-col justify-center px-5 py-10">
        <Mark className="size-12" />
        <h1 className="mt-5 text-[1.75rem] leading-tight font-extrabold tracking-tight">{t('signIn.title')}</h1>
        <p className="mt-1.5 mb-7 text-soft">{t('signIn.text')}</p>
        <SignInForm
          onEntered={() => {
            resumeSession()
            router.history.push(next)
          }}
        />
        <PlatformSignIn returnTo={next} error={error} />
      </main>
      <Scene />
    </div>
  )
}
