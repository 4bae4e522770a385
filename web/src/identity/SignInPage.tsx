import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '../parts/Notice.tsx'
import { queries } from '../queries.ts'
import { resumeSession } from '../session.ts'
import { DoorPage } from './DoorPage.tsx'
import { PlatformSignIn } from './PlatformSignIn.tsx'
import { SecondFactorForm } from './SecondFactorForm.tsx'
import { SignInForm } from './SignInForm.tsx'

const route = getRouteApi('/sign-in')

/** Email and password, then the page that was requested. */
export function SignInPage() {
  const { t } = useTranslation()
  const { to, error, login, code } = route.useSearch()
  // Only addresses of this site: `//elsewhere` would lead to another.
  const next = to?.startsWith('/') && !to.startsWith('//') ? to : '/'
  const router = useRouter()
  const client = useQueryClient()
  const [nowhere, setNowhere] = useState(false)
  const onEntered = () => {
    resumeSession()
    router.history.push(next)
  }
  // A login elsewhere was accepted, and the second factor of this hub is still asked for.
  if (code)
    return (
      <DoorPage title={t('signIn.title')} text={t('signIn.text')}>
        <SecondFactorForm
          onConfirmed={async () => {
            await client.fetchQuery({ ...queries.me, staleTime: 0 })
            onEntered()
          }}
          onBack={() => void router.navigate({ to: '/sign-in', search: to === undefined ? {} : { to } })}
        />
      </DoorPage>
    )
  return (
    <DoorPage title={t('signIn.title')} text={t('signIn.text')}>
      {nowhere && <Notice tone="warn">{t('signIn.noWorkspace')}</Notice>}
      <SignInForm
        // An invitation takes them into a workspace.
        onNoWorkspace={() => (next.startsWith('/invite/') ? router.history.push(next) : setNowhere(true))}
        onEntered={onEntered}
      />
      <Link to="/forgot-password" className="justify-self-start text-sm text-soft underline hover:text-ink">
        {t('signIn.forgot')}
      </Link>
      {/* The address of an invitation is secret: it is not sent to the server. */}
      <PlatformSignIn returnTo={next.startsWith('/invite/') ? '/' : next} error={error} login={login} />
    </DoorPage>
  )
}
