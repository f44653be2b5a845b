
      export interface PossibleTypesResultData {
        possibleTypes: {
          [key: string]: string[]
        }
      }
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "CallContact": [
      "CallContactOrganisation",
      "CallContactPerson"
    ],
    "CallFigures": [
      "CallStatistics",
      "CallStatisticsGroup"
    ],
    "Node": [
      "Call",
      "Client",
      "Extension",
      "Note"
    ]
  }
};
      export default result;
    