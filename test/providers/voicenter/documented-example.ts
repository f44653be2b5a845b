/** The example response in GetExtensions' documentation, verbatim: a comma is missing between the two extensions. */
export const documentedExample = `{
"ERR": 0,
"DESC": "OK",
"EXTENSIONS": [
{
"SIP": "SIPSIP1",
"Name": "Extension 1",
"SpeedDial": "11",
"AccountID": 12345678,
"AccountName": "Voicenter Account",
"UserName": "John Doe",
"UserEmail": "[email protected]"
}
{
"SIP": "SIPSIP2",
"Name": "Extension 2",
"SpeedDial": "12",
"AccountID": 12345679,
"AccountName": "Sales Department",
"UserName": "Walter Melon",
"UserEmail": "[email protected]"
}
]
}`;

/** The example as it was presumably meant. */
export const intendedExample = documentedExample.replace('}\n{', '},\n{');
