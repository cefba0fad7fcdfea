"""The data of the demo round: 王平镇 2021, published figures made whole by plausible synthetic rows."""
