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
        scalars: { ID: 'string', DateTime: 'Date', JSON: 'unknown', PageCursor: 'string' },
        contextType: '../graphql/operation-context.ts#OperationContext',
        mappers: {
          Account: '../graphql/account-resolvers.ts#AccountSource',
          AuthSession: '../kazoo/requests/auth-session.ts#AuthSession as AuthSessionSource',
          Viewer: '../kazoo/token-claims.ts#TokenClaims',
          Channel: '../kazoo/collections/channels.ts#Channel as ChannelSource',
          Conference: '../kazoo/collections/conference-rooms.ts#Conference as ConferenceSource',
          ConferenceParticipant:
            '../kazoo/collections/conference-rooms.ts#ConferenceParticipant as ConferenceParticipantSource',
          ParkedCall: '../kazoo/collections/parked-calls.ts#ParkedCall as ParkedCallSource',
          Registration: '../kazoo/collections/registrations.ts#Registration as RegistrationSource',
          QueueCall: '../kazoo/collections/queue-calls.ts#QueueCall as QueueCallSource',
          Fax: '../kazoo/collections/faxes.ts#Fax as FaxSource',
          Queue: '../kazoo/collections/queues.ts#Queue as QueueSource',
          User: '../kazoo/collections/users.ts#User as UserSource',
          UserEdge: '../kazoo/collections/users.ts#User as UserSource',
          Device: '../kazoo/collections/devices.ts#Device as DeviceSource',
          VoicemailBox: '../kazoo/collections/voicemail-boxes.ts#VoicemailBox as VoicemailBoxSource',
          Call: '../live/calls/call.ts#Call as CallSource',
          CallLeg: '../live/calls/call.ts#CallLeg as CallLegSource',
          CallsUpdate: '../graphql/live-resolvers.ts#CallsUpdateSource',
          AccountBoard: '../live/boards/account-board.ts#AccountBoard as AccountBoardSource',
          AccountBoardUpdate: '../graphql/live-resolvers.ts#AccountBoardUpdateSource',
          RegistrationsUpdate: '../graphql/polls/polled-resolvers.ts#RegistrationsUpdateSource',
          RemovedRow: '../live/live-rows.ts#RemovedRow as RemovedRowSource',
          RemovedCall: '../graphql/live-resolvers.ts#RemovedCallSource',
          Gap: '../upstream/history/gap.ts#AccountGap',
          DescendantEdge: '../kazoo/collections/descendants.ts#Descendant',
          UpstreamSocket: '../kazoo/collections/upstream-sockets.ts#UpstreamSocket as UpstreamSocketSource',
          Event: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
          CallEvent: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
          ConferenceEvent: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
          ConferenceCommandEvent: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
          FaxStatusEvent: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
          DocumentEvent: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
          DialogEvent: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
          MessageWaitingEvent: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
          PresenceUpdateEvent: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
          StreamEvent: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
          NotificationEvent: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
          StreamStatus: '../graphql/subscriptions/status-source.ts#DeliveredStatus',
          UnknownEvent: '../graphql/subscriptions/event-stream.ts#DeliveredEvent',
        },
      },
    },
    // What a front end generates for itself, from its own documents.
    'test/examples/generated/': {
      preset: 'client',
      documents: 'test/examples/documents.ts',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        importExtension: '.ts',
        strictScalars: true,
        scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown', PageCursor: 'string' },
      },
    },
  },
};

export default config;
