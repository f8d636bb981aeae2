import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    'src/generated/resolvers.ts': {
      plugins: [
        { add: { content: '// Generated from schema.graphql by `npm run codegen`. Do not edit.' } },
        'typescript',
        'typescript-resolvers',
      ],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        defaultScalarType: 'unknown',
        scalars: { ID: 'string', DateTime: 'Date', JSON: 'unknown' },
        contextType: '../graphql/operation-context.ts#OperationContext',
        mappers: {
          Account: '../kazoo/accounts.ts#Account as AccountSource',
          AuthSession: '../kazoo/auth-session.ts#AuthSession as AuthSessionSource',
          Viewer: '../graphql/viewer.ts#ViewerSource',
          Channel: '../kazoo/channels.ts#Channel as ChannelSource',
          Conference: '../kazoo/conference-rooms.ts#Conference as ConferenceSource',
          ConferenceParticipant: '../kazoo/conference-rooms.ts#ConferenceParticipant as ConferenceParticipantSource',
          ParkedCall: '../kazoo/parked-calls.ts#ParkedCall as ParkedCallSource',
          Registration: '../kazoo/registrations.ts#Registration as RegistrationSource',
          Queue: '../kazoo/queues.ts#Queue as QueueSource',
          User: '../kazoo/users.ts#User as UserSource',
          Device: '../kazoo/devices.ts#Device as DeviceSource',
          VoicemailBox: '../kazoo/voicemail-boxes.ts#VoicemailBox as VoicemailBoxSource',
          Descendant: '../kazoo/descendants.ts#Descendant as DescendantSource',
          UpstreamSocket: '../kazoo/upstream-sockets.ts#UpstreamSocket as UpstreamSocketSource',
          Event: '../graphql/delivered-event.ts#DeliveredEvent',
          CallEvent: '../graphql/delivered-event.ts#DeliveredEvent',
          ConferenceEvent: '../graphql/delivered-event.ts#DeliveredEvent',
          ConferenceCommandEvent: '../graphql/delivered-event.ts#DeliveredEvent',
          FaxStatusEvent: '../graphql/delivered-event.ts#DeliveredEvent',
          DocumentEvent: '../graphql/delivered-event.ts#DeliveredEvent',
          DialogEvent: '../graphql/delivered-event.ts#DeliveredEvent',
          MessageWaitingEvent: '../graphql/delivered-event.ts#DeliveredEvent',
          PresenceUpdateEvent: '../graphql/delivered-event.ts#DeliveredEvent',
          StreamStatus: '../graphql/status-source.ts#DeliveredStatus',
          UnknownEvent: '../graphql/delivered-event.ts#DeliveredEvent',
        },
      },
    },
    // What a front end generates for itself, from its own documents.
    'test/clients/generated/': {
      preset: 'client',
      documents: 'test/clients/documents.ts',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        importExtension: '.ts',
        strictScalars: true,
        scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown' },
      },
    },
  },
};

export default config;
