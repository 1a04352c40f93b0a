"""The words of Callbox: frozen values and enums that every layer shares. PURE."""
