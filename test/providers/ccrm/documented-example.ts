/** The example response for `GET callHistory` in ccrm's documentation. */
export const callHistoryExample = `{
  "success":true,
  "data":[
    {
      "to":{
        "type":"unknown",
        "number":"+48 777 888 999",
        "numberNotFormatted":48777888999
      },
      "from":{
        "type":"unknown",
        "number":"+48 555 555 555",
        "numberNotFormatted":48555555555
      },
      "userTalk":{
        "status":"queue",
        "receivers":[
          {
            "internal":107,
            "uuid":"fdf75d0c-fc9f-41dc-9a54-af2121db989b",
            "firstName":"Jan",
            "lastName":"Kowalski"
          }
        ]
      },
      "uuid":"e4baaa94-095a-41b3-b638-203dcfcfd3fe",
      "callDirection":"IN",
      "callDate":"2022-12-29 11:24:57",
      "duration":368,
      "destination":"Połączenie Przychodzące",
      "cost":0,
      "service":"CALL",
      "smsData":null,
      "note":1,
      "externalNumber":{
        "numberNotFormatted":48333333333,
        "numberFormatted":"+48 333 333 333",
        "type":"unknown"
      },
      "flags": [
        {
          "name": "Billing",
          "uuid": "62bd7385-c4ba-46f5-94b5-2fae4ebc87d4",
          "color": "#fa702e",
          "reluuid": "9fb11e8a-099e-4ea8-8f17-fdf095f06637"
        }
      ],      
"status":"ANSWERED"
    }
  ],
  "otherData":{
    "totalCount":8437
  },
  "message":"OK"
}`;

/** The example response for `GET notes` in ccrm's documentation, verbatim: unescaped quotes and a surplus comma. */
export const notesExample = `{
  "success":true,
  "data":[
    {
      "text":"{"blocks":[{"key":"be2bp","text":"Notatka do tego połączenia","type":"unstyled","depth":0,"inlineStyleRanges":[],"entityRanges":[],"data":{}}],"entityMap":{}}",
      "created":"2022-12-29 12:13:35",
      "uuid":"1fa7bda9-e853-43d6-9b3c-c194ad59cefd",
      "user":{
        "firstName":"Jan",
        "lastName":"Kowalski",
        "uuid":"a26b956b-ce46-48f4-a1bd-b657136d4148"
      },
      "status":"exist",
      "call":{
        "uuid":"e4baaa94-095a-41b3-b638-203dcfcfd3fe",
        "callDate":"2022-12-29 10:24:57",
        "callDirection":"IN",
        "service":"CALL",
        "externalNumber":{
          "numberNotFormatted":48777888999,
          "numberFormatted":"+48 777 888 999"
        }
      },
      "organisation":null,
      "person":null,
      "pin":0,
      "files":{
      },
      "edit":1,
    }
  ],
  "otherData":{
    "totalCount":1
  },
  "message":"OK"
}`;

const text = /"text":"(\{.*\})"/;

/** The notes example as it was presumably meant. */
export const intendedNotesExample = notesExample
  .replace(text, (_, content: string) => `"text":${JSON.stringify(content)}`)
  .replace('"edit":1,', '"edit":1');
